package parse

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha256"
	"crypto/sha512"
	be "encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// A pdfLock is a way to encrypt PDF files, by the revision of the standard
// handler.
type pdfLock int

const (
	rc4Short pdfLock = 0 // 40 bits, PDF 1.1
	rc4Long  pdfLock = 3 // 128 bits, PDF 1.4
	aesShort pdfLock = 4 // 128 bits, PDF 1.6
	aesLong  pdfLock = 6 // 256 bits, PDF 2.0
)

const (
	lockPadding = "\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A"
	lockID      = "0123456789abcdef"
)

// key gives the key and the dictionary for a password that opens the file.
func (l pdfLock) key(password string) (key []byte, dict string) {
	if l == aesLong {
		return longKey(password)
	}
	rounds, length := 0, 5
	if l != rc4Short {
		rounds, length = 50, 16
	}
	hash := func(b []byte) []byte {
		sum := md5.Sum(b)
		for range rounds {
			sum = md5.Sum(sum[:length])
		}
		return sum[:length]
	}
	crypt := func(key, data []byte) []byte { // once, or twenty times with other keys
		data = rc4Of(key, data)
		for i := 1; rounds > 0 && i < 20; i++ {
			other := slices.Clone(key)
			for k := range other {
				other[k] ^= byte(i)
			}
			data = rc4Of(other, data)
		}
		return data
	}
	user := []byte((password + lockPadding)[:32])
	o := crypt(hash([]byte(("owner" + lockPadding)[:32])), user)
	key = hash(slices.Concat(user, o, be.LittleEndian.AppendUint32(nil, 0xFFFFFFFC), []byte(lockID)))
	if l == rc4Short {
		return key, fmt.Sprintf("<</Filter/Standard/V 1/R 2/Length 40/P -4/O<%X>/U<%X>>>", o, crypt(key, []byte(lockPadding)))
	}
	check := md5.Sum([]byte(lockPadding + lockID))
	u := append(crypt(key, check[:]), make([]byte, 16)...)
	version := "/V 2"
	if l == aesShort {
		version = "/V 4/CF<</StdCF<</AuthEvent/DocOpen/CFM/AESV2/Length 16>>>>/StmF/StdCF/StrF/StdCF"
	}
	return key, fmt.Sprintf("<</Filter/Standard%s/R %d/Length 128/P -4/O<%X>/U<%X>>>", version, int(l), o, u)
}

// longKey is the key of 256 bits, wrapped by two hashes of the password.
func longKey(password string) (key []byte, dict string) {
	key = []byte("a key of thirty-two bytes, by us")
	const check, salt = "check 8.", "salt 8.."
	wrap := func(other, user string) (hash, wrapped []byte) {
		hash = slices.Concat(longHash(other, check, user), []byte(check+salt))
		return hash, aesOf(longHash(other, salt, user), make([]byte, aes.BlockSize), key)
	}
	u, ue := wrap(password, "")
	o, oe := wrap("owner", string(u))
	rights := append(be.LittleEndian.AppendUint32(nil, 0xFFFFFFFC), "\xFF\xFF\xFF\xFFTadbrand"...)
	return key, fmt.Sprintf("<</Filter/Standard/V 5/R 6/Length 256/P -4/O<%X>/OE<%X>/U<%X>/UE<%X>/Perms<%X>/CF<</StdCF<</AuthEvent/DocOpen/CFM/AESV3/Length 32>>>>/StmF/StdCF/StrF/StdCF>>",
		o, oe, u, ue, aesOf(key, make([]byte, aes.BlockSize), rights))
}

// longHash is algorithm 2.B of ISO 32000-2.
func longHash(password, salt, user string) []byte {
	sum := sha256.Sum256([]byte(password + salt + user))
	k := sum[:]
	for i := 0; ; i++ {
		e := aesOf(k[:16], k[16:32], bytes.Repeat(slices.Concat([]byte(password), k, []byte(user)), 64))
		rest := 0
		for _, b := range e[:16] {
			rest += int(b)
		}
		switch rest % 3 {
		case 0:
			sum := sha256.Sum256(e)
			k = sum[:]
		case 1:
			sum := sha512.Sum384(e)
			k = sum[:]
		default:
			sum := sha512.Sum512(e)
			k = sum[:]
		}
		if i >= 63 && int(e[len(e)-1]) <= i-31 {
			return k[:32]
		}
	}
}

// object encrypts the stream of an object.
func (l pdfLock) object(object string, number int, key []byte) string {
	head, rest, ok := strings.Cut(object, "stream\n")
	if !ok {
		return object
	}
	data := []byte(strings.TrimSuffix(rest, "\nendstream"))
	own := key
	if l != aesLong {
		salted := slices.Concat(key, []byte{byte(number), byte(number >> 8), byte(number >> 16), 0, 0})
		if l == aesShort {
			salted = append(salted, "sAlT"...)
		}
		sum := md5.Sum(salted)
		own = sum[:min(len(key)+5, 16)]
	}
	if l == rc4Short || l == rc4Long {
		return head + "stream\n" + string(rc4Of(own, data)) + "\nendstream"
	}
	pad := aes.BlockSize - len(data)%aes.BlockSize
	iv := []byte(lockID)
	secret := append(slices.Clone(iv), aesOf(own, iv, append(data, bytes.Repeat([]byte{byte(pad)}, pad)...))...)
	head = strings.Replace(head, fmt.Sprintf("/Length %d>>", len(data)), fmt.Sprintf("/Length %d>>", len(secret)), 1)
	return head + "stream\n" + string(secret) + "\nendstream"
}

func rc4Of(key, data []byte) []byte {
	c, err := rc4.NewCipher(key)
	if err != nil {
		panic(err)
	}
	out := make([]byte, len(data))
	c.XORKeyStream(out, data)
	return out
}

func aesOf(key, iv, data []byte) []byte {
	c, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	out := make([]byte, len(data))
	cipher.NewCBCEncrypter(c, iv).CryptBlocks(out, data)
	return out
}
