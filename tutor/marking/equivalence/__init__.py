"""Whether two formulas are the same: sample points, tolerance, more digits where floats leave it open."""
