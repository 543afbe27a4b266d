"""What an article says: its sentences, what they mention, and what could be coded from them."""
