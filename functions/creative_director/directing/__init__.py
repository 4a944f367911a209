"""The deterministic director: the same script always becomes the same storyboard.

The one rule: nothing here reads a clock, a network or a random number.
"""

from functions.creative_director.directing.director import direct

__all__ = ["direct"]
