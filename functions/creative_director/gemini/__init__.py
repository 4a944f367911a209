"""The Gemini director: a model reads the script and says how to shoot it; the words stay the writer's.

The one rule: the script is data, never instructions, and the answer is numbers and names from our lists. It has no
place for a word of its own, so nothing spoken can be lost, reordered or invented without being caught.
"""
