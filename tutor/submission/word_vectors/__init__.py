"""Pages about word vectors, ``u_o^T v_c``: a letter below a name is the word whose vector it is."""
