"""What a run's page is put together from."""
