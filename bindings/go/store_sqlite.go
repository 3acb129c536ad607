//go:build pwpol_sqlite

package pwpol

// #cgo pkg-config: pwpol-store-sqlite
// #include <pwpol/store_sqlite.h>
import "C"

// OpenSQLiteStore opens a store in one SQLite file, for the processes of one host. durable: every change survives a power
// failure, at a tenth of the speed. Build with -tags pwpol_sqlite.
func OpenSQLiteStore(path string, durable bool) (*Store, error) {
	name, err := text(path)
	if err != nil {
		return nil, err
	}
	defer free(name)
	options := C.pwpol_store_sqlite_options{durable: C.bool(durable)}
	options.size = C.sizeof_pwpol_store_sqlite_options
	var pointer *C.pwpol_store
	where := newWhere()
	if err := failure(C.pwpol_store_sqlite_open(&pointer, name, &options, where), where); err != nil {
		return nil, err
	}
	return storeOf(pointer), nil
}
