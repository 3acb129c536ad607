module pwpol

go 1.19
