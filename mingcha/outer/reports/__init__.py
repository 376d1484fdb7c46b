"""Reports of the public: sealed, sent, found again by their receipt, answered."""
