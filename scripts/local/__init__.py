"""Every function of the topology in one process, on the embedded platform."""
