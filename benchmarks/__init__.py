"""What the product takes in time and memory, measured against other software: no part of the product itself."""
