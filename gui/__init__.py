"""The window: shows what the store holds and asks it for changes; it contains no SQL."""
