"""PostgreSQL as an installation uses it: who may do what there."""
