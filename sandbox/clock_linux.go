package sandbox

import (
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A cpuClock ends this process, with the traces of what it was doing, when it
// has used too much processor time. It is a timer of the kernel: no limit of
// resources will do, since a later document may raise none that has been hard,
// and Go takes no notice of the signal of a soft one.
type cpuClock struct{ id int32 }

// sigevent is struct sigevent of <signal.h>, which has 64 bytes.
type sigevent struct {
	value  uint64
	signal int32
	notify int32
	_      [48]byte
}

func newCPUClock() (cpuClock, error) {
	var c cpuClock
	const sigevSignal = 0
	event := sigevent{signal: int32(unix.SIGQUIT), notify: sigevSignal}
	_, _, errno := unix.Syscall(unix.SYS_TIMER_CREATE, unix.CLOCK_PROCESS_CPUTIME_ID, uintptr(unsafe.Pointer(&event)), uintptr(unsafe.Pointer(&c.id)))
	if errno != 0 {
		return c, errno
	}
	return c, nil
}

// allow lets this process use so much processor time from now on; 0 stops the
// clock.
func (c cpuClock) allow(d time.Duration) error {
	spec := unix.ItimerSpec{Value: unix.NsecToTimespec(d.Nanoseconds())}
	_, _, errno := unix.Syscall6(unix.SYS_TIMER_SETTIME, uintptr(c.id), 0, uintptr(unsafe.Pointer(&spec)), 0, 0, 0)
	if errno != 0 {
		return errno
	}
	return nil
}
