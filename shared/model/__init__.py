"""Pure words of film and money: no I/O, no clock, nothing of ours imported from outside this folder."""
