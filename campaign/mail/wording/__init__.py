"""The words of each kind of mail: the built-in ones, those that admins wrote, and what is filled into both."""
