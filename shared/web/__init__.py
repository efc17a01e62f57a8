"""The look that pages of every service share. It must know no service, no table and no fact of a campaign."""
