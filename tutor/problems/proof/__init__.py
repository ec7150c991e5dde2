"""Proofs that a problem's steps are right, by witnesses that share nothing."""
