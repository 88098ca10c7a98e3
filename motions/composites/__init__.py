"""Who sent which words: the texts that CLPs sent, beside each other and against a composite made of them."""
