"""What the bootstrap scripts share. The one rule: the standard library only, because nothing is installed yet."""


class Trouble(Exception):
    """Something about this checkout or machine that a person can mend; the message says how."""
