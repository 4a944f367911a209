"""Backends that cost money. Each adapter knows one provider's wire; none of them knows of leases, holds or jobs."""
