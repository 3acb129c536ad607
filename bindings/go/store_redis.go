//go:build pwpol_redis

package pwpol

// #cgo pkg-config: pwpol-store-redis
// #include <pwpol/store_redis.h>
import "C"

// OpenRedisStore opens a store in Redis or Valkey: "redis://host:6379/0?password_file=/etc/service/redis", "rediss://..."
// over TLS, "unix:///path". The server is called at the first use. Build with -tags pwpol_redis.
func OpenRedisStore(url string) (*Store, error) {
	address, err := text(url)
	if err != nil {
		return nil, err
	}
	defer free(address)
	var pointer *C.pwpol_store
	where := newWhere()
	if err := failure(C.pwpol_store_redis_open(&pointer, address, nil, where), where); err != nil {
		return nil, err
	}
	return storeOf(pointer), nil
}
