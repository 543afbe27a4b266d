"""The small windows beside the main one; each knows only what it is given."""
