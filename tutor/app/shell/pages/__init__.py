"""Pages and dialogs that belong to no problem."""
