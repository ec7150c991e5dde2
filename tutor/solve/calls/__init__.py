"""Operations as calls of NumPy."""
