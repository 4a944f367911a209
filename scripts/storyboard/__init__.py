"""A storyboard on paper, before a film is made: its words as JSON, its pictures as a sheet and as a page."""
