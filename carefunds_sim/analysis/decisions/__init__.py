"""What a sweep says to somebody who has to choose: where, how surely, and at what regret."""
