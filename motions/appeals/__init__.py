"""Appeals against rulings: what is answered to each ground, and the papers that a CLP hands in."""
