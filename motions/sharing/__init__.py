"""How the campaign looks elsewhere: cards and pictures of links, the block to frame, and feeds."""
