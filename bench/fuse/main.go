// Binary fuse filters of 8 and 16 bits on the entries of `bench-breach table N M FOLDER`: go run . N M
package main

import (
	"crypto/sha1"
	"encoding/binary"
	"fmt"
	"os"
	"runtime"
	"sort"
	"strconv"
	"time"

	"github.com/FastFilter/xorfilter"
)

const asked, rounds = 1 << 20, 5

func mix(value uint64) uint64 {
	value += 0x9E3779B97F4A7C15
	value = (value ^ value>>30) * 0xBF58476D1CE4E5B9
	value = (value ^ value>>27) * 0x94D049BB133111EB
	return value ^ value>>31
}

func keyOf(number uint64) uint64 {
	var text [32]byte
	digest := sha1.Sum(strconv.AppendUint(append(text[:0], "pw"...), number, 10))
	return binary.BigEndian.Uint64(digest[:])
}

func median(ask func()) float64 {
	var times []float64
	for range rounds {
		begun := time.Now()
		ask()
		times = append(times, float64(time.Since(begun).Nanoseconds())/asked)
	}
	sort.Float64s(times)
	return times[rounds/2]
}

func measure[T xorfilter.Unsigned](name string, keys []uint64, negatives uint64) {
	var before, after runtime.MemStats
	count := uint64(len(keys))
	runtime.GC()
	runtime.ReadMemStats(&before)
	begun := time.Now()
	filter, err := xorfilter.NewBinaryFuse[T](append([]uint64(nil), keys...))
	if err != nil {
		panic(err)
	}
	built := time.Since(begun).Seconds()
	runtime.ReadMemStats(&after)
	missed, positives := 0, 0
	present := median(func() {
		for i := uint64(0); i < asked; i++ {
			if !filter.Contains(keyOf(mix(i) % count)) {
				missed++
			}
		}
	})
	absent := median(func() {
		for i := uint64(0); i < asked; i++ {
			filter.Contains(keyOf(count + mix(i)%count))
		}
	})
	for i := uint64(0); i < negatives; i++ {
		if filter.Contains(mix(^i)) {
			positives++
		}
	}
	var one T
	bits := float64(len(filter.Fingerprints)) * float64(8*binary.Size(one)) / float64(count)
	fmt.Printf("%-24s %8.2f s %8d MiB %7.2f bits %7.0f ns %7.0f ns %9d %6d\n", name, built,
		(after.TotalAlloc-before.TotalAlloc)>>20, bits, present, absent, positives, missed)
}

func main() {
	count, _ := strconv.ParseUint(os.Args[1], 10, 64)
	negatives, _ := strconv.ParseUint(os.Args[2], 10, 64)
	keys := make([]uint64, count)
	for i := range keys {
		keys[i] = keyOf(uint64(i))
	}
	measure[uint8]("binary fuse, 8 bits", keys, negatives)
	measure[uint16]("binary fuse, 16 bits", keys, negatives)
}
