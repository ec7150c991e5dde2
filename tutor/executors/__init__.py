"""Who works on batches of a long list: this process, several of this machine, or the workers of a Dask cluster."""
