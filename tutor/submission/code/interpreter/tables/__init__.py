"""The functions of Python, NumPy and torch that handed-in code may call, each bounded before it is done."""
