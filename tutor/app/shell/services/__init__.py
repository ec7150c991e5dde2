"""Problems, sessions, networks and files, for the pages."""
