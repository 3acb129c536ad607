module pwpol/bench/fuse

go 1.23

require github.com/FastFilter/xorfilter v0.4.2-0.20260120015552-4e5a4d9df65a
