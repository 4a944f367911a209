"""Measures us beside others, in the same run and on the same disk. Numbers of one machine mean little; ratios do."""
