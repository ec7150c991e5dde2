"""Arrays that a user hands in, read within bounds: JSON, npz, `NAME=VALUE`."""
