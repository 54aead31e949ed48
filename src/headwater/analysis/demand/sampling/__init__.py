"""Which contacts people should read: how many, from which strata, drawn by chance."""
