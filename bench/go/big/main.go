// The programs of bench/big in Go, with channels and goroutines: big words|csv blocks|lines FILE [OUT].
//
// blocks does what the examples word-count and csv-to-json do, in the same way: a reader cuts blocks at the ends of
// lines, a goroutine for each processor works on them, and what comes out is summed up, or written in order. lines reads
// line by line, a thousand in a batch, with strings and a map.
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	switch strings.Join(os.Args[1:3], " ") {
	case "words blocks":
		wordsOfBlocks(os.Args[3])
	case "words lines":
		wordsOfLines(os.Args[3])
	case "csv blocks":
		csvOfBlocks(os.Args[3], os.Args[4])
	case "csv lines":
		csvOfLines(os.Args[3], os.Args[4])
	default:
		check(fmt.Errorf("words|csv blocks|lines FILE [OUT] expected"))
	}
}

type numbered[T any] struct {
	number int
	value  T
}

// inParallel applies work to what comes in, by a goroutine for each processor, and gives the results to sink, in order
// if that is asked for. Twice as many as there are goroutines may be on their way.
func inParallel[T, R any](in <-chan T, ordered bool, work func(T) R, sink func(R)) {
	workers := runtime.GOMAXPROCS(0)
	window := 2 * workers
	room := make(chan struct{}, window)
	todo, done := make(chan numbered[T], window), make(chan numbered[R], window)
	go func() {
		number := 0
		for next := range in {
			room <- struct{}{}
			todo <- numbered[T]{number, next}
			number++
		}
		close(todo)
	}()
	var tasks sync.WaitGroup
	for range workers {
		tasks.Go(func() {
			for next := range todo {
				done <- numbered[R]{next.number, work(next.value)}
			}
		})
	}
	go func() {
		tasks.Wait()
		close(done)
	}()
	early, turn := map[int]R{}, 0
	for next := range done {
		if !ordered {
			sink(next.value)
			<-room
			continue
		}
		early[next.number] = next.value
		for {
			result, ok := early[turn]
			if !ok {
				break
			}
			sink(result)
			delete(early, turn)
			turn++
			<-room
		}
	}
}

// blocks sends what is in a file from an offset on, in blocks of whole lines.
func blocks(path string, offset int64, size int) <-chan []byte {
	out := make(chan []byte, 2)
	go func() {
		defer close(out)
		file, err := os.Open(path)
		check(err)
		defer file.Close()
		_, err = file.Seek(offset, io.SeekStart)
		check(err)
		block, length := make([]byte, size), 0
		for {
			count, err := io.ReadFull(file, block[length:])
			length += count
			if err == io.EOF || err == io.ErrUnexpectedEOF {
				if length > 0 {
					out <- block[:length]
				}
				return
			}
			check(err)
			end := bytes.LastIndexByte(block[:length], '\n') + 1
			if end == 0 {
				block = append(block, make([]byte, length)...)
				continue
			}
			next := make([]byte, size+length-end)
			copy(next, block[end:length])
			out <- block[:end]
			block, length = next, length-end
		}
	}()
	return out
}

// counts is a hash table whose keys lie one behind the other in one slice, as that of the example.
type counts struct {
	slots  []int32 // number of a word and 1; 0 for none
	ends   []int32
	hashes []uint32
	times  []int64
	keys   []byte
}

func newCounts() *counts { return &counts{slots: make([]int32, 1<<12), keys: make([]byte, 0, 1<<14)} }

func (c *counts) start(word int32) int32 {
	if word == 0 {
		return 0
	}
	return c.ends[word-1]
}

func spread(hash uint32) uint32 {
	mixed := hash * 0x9E3779B9
	return mixed ^ mixed>>15
}

func (c *counts) add(key []byte, hash uint32, times int64) {
	mask := uint32(len(c.slots) - 1)
	slot := spread(hash) & mask
	for word := c.slots[slot] - 1; word >= 0; word = c.slots[slot] - 1 {
		if c.hashes[word] == hash && bytes.Equal(c.keys[c.start(word):c.ends[word]], key) {
			c.times[word] += times
			return
		}
		slot = (slot + 1) & mask
	}
	if 2*len(c.ends) >= len(c.slots) {
		c.grow()
		c.add(key, hash, times)
		return
	}
	c.keys = append(c.keys, key...)
	c.ends = append(c.ends, int32(len(c.keys)))
	c.hashes = append(c.hashes, hash)
	c.times = append(c.times, times)
	c.slots[slot] = int32(len(c.ends))
}

func (c *counts) grow() {
	c.slots = make([]int32, 2*len(c.slots))
	mask := uint32(len(c.slots) - 1)
	for word, hash := range c.hashes {
		slot := spread(hash) & mask
		for c.slots[slot] != 0 {
			slot = (slot + 1) & mask
		}
		c.slots[slot] = int32(word + 1)
	}
}

func (c *counts) addAll(other *counts) {
	for word, end := range other.ends {
		c.add(other.keys[other.start(int32(word)):end], other.hashes[word], other.times[word])
	}
}

func countBlock(block []byte) *counts {
	c := newCounts()
	for i := 0; i < len(block); {
		if block[i] <= ' ' {
			i++
			continue
		}
		start, hash := i, uint32(0)
		for ; i < len(block) && block[i] > ' '; i++ {
			hash = 31*hash + uint32(block[i])
		}
		c.add(block[start:i], hash, 1)
	}
	return c
}

func wordsOfBlocks(path string) {
	all := newCounts()
	inParallel(blocks(path, 0, 1<<20), false, countBlock, all.addAll)
	words := make(map[string]int64, len(all.ends))
	for word, end := range all.ends {
		words[string(all.keys[all.start(int32(word)):end])] = all.times[word]
	}
	printWords(words)
}

func printWords(words map[string]int64) {
	order := make([]string, 0, len(words))
	for word := range words {
		order = append(order, word)
	}
	slices.SortFunc(order, func(a, b string) int {
		return cmp.Or(cmp.Compare(words[b], words[a]), cmp.Compare(a, b))
	})
	out := bufio.NewWriter(os.Stdout)
	for _, word := range order {
		fmt.Fprintf(out, "%d %s\n", words[word], word)
	}
	check(out.Flush())
}

const batch = 1000

// lines sends the lines of a file, a thousand at a time.
func lines(path string) <-chan []string {
	out := make(chan []string)
	go func() {
		defer close(out)
		file, err := os.Open(path)
		check(err)
		defer file.Close()
		some := make([]string, 0, batch)
		scanner := bufio.NewScanner(file)
		for scanner.Scan() {
			if some = append(some, scanner.Text()); len(some) == batch {
				out <- some
				some = make([]string, 0, batch)
			}
		}
		check(scanner.Err())
		if len(some) > 0 {
			out <- some
		}
	}()
	return out
}

func wordsOfLines(path string) {
	all := map[string]int64{}
	inParallel(lines(path), false, func(lines []string) map[string]int64 {
		words := map[string]int64{}
		for _, line := range lines {
			for _, word := range strings.Fields(line) {
				words[word]++
			}
		}
		return words
	}, func(words map[string]int64) {
		for word, times := range words {
			all[word] += times
		}
	})
	printWords(all)
}

// names returns what stands before the fields of each line of JSON, and how long the first line is.
func names(path string) ([]string, int64) {
	file, err := os.Open(path)
	check(err)
	defer file.Close()
	line, err := bufio.NewReader(file).ReadString('\n')
	check(err)
	before := strings.Split(strings.TrimSpace(line), ",")
	for i, name := range before {
		start := `","`
		if i == 0 {
			start = `{"`
		}
		before[i] = start + name + `":"`
	}
	return before, int64(len(line))
}

// appendJSON appends a row as a line of JSON.
func appendJSON[T string | []byte](out []byte, before []string, row T) []byte {
	i, column := 0, 0
	for ; i <= len(row) && column < len(before); column++ {
		out = append(out, before[column]...)
		if i < len(row) && row[i] == '"' {
			for i++; i < len(row); i++ {
				if row[i] != '"' {
					out = appendEscaped(out, row[i])
				} else if i+1 < len(row) && row[i+1] == '"' {
					out = appendEscaped(out, '"')
					i++
				} else {
					i++
					break
				}
			}
		} else {
			for ; i < len(row) && row[i] != ','; i++ {
				out = appendEscaped(out, row[i])
			}
		}
		i++
	}
	if column < len(before) || i <= len(row) {
		check(fmt.Errorf("a row of %d fields expected: %s", len(before), string(row)))
	}
	return append(out, "\"}\n"...)
}

func appendEscaped(out []byte, b byte) []byte {
	const hex = "0123456789abcdef"
	switch {
	case b == '"' || b == '\\':
		return append(out, '\\', b)
	case b < ' ':
		return append(out, '\\', 'u', '0', '0', hex[b>>4], hex[b&15])
	default:
		return append(out, b)
	}
}

func csvOfBlocks(path, to string) {
	before, offset := names(path)
	out, err := os.Create(to)
	check(err)
	inParallel(blocks(path, offset, 1<<18), true, func(block []byte) []byte {
		lines := make([]byte, 0, 2*len(block))
		for len(block) > 0 {
			row := block
			if end := bytes.IndexByte(block, '\n'); end >= 0 {
				row, block = block[:end], block[end+1:]
			} else {
				block = nil
			}
			lines = appendJSON(lines, before, bytes.TrimSuffix(row, []byte{'\r'}))
		}
		return lines
	}, func(lines []byte) {
		_, err := out.Write(lines)
		check(err)
	})
	check(out.Close())
}

func csvOfLines(path, to string) {
	before, _ := names(path)
	file, err := os.Create(to)
	check(err)
	out := bufio.NewWriter(file)
	first := true
	inParallel(lines(path), true, func(rows []string) string {
		var lines []byte
		for _, row := range rows {
			lines = appendJSON(lines, before, row)
		}
		return string(lines)
	}, func(lines string) {
		if first { // the names
			_, lines, _ = strings.Cut(lines, "\n")
			first = false
		}
		_, err := out.WriteString(lines)
		check(err)
	})
	check(out.Flush())
	check(file.Close())
}
