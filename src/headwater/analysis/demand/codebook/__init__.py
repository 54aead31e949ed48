"""The codebook: what every code means, versioned, so that two people code alike."""
