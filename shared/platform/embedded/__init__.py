"""The whole platform on one machine: SQLite for documents and messages, files for objects, flock for leases."""
