"""The page "Convolution as matrices": im2col, one sparse matrix, FC as CONV, and the cost."""
