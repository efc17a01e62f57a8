"""How awards is asked: answers as plain dictionaries, and the routes that give them. It decides nothing."""
