"""The machine under the pipeline: five ports, and the places where they are real."""
