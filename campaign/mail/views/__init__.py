"""Pages of mail: for people by the link in each mail, and for developers."""
