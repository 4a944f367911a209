"""Measures us beside others, in the same run and on the same disk. What one machine counts means little; ratios do."""
