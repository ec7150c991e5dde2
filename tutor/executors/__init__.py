"""Who works on batches of a long list: this process, or several of this machine."""
