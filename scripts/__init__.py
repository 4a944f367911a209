"""What a person starts: the command line, the tests, the packager."""
