// Command demo serves three frozen sites on this machine, for whoever wants to
// see a crawl without asking anyone's server: make demo-sites. In the first
// night they are as they are; demo -night 2, while it runs, makes of them what
// they are in the second.
package main

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"time"

	"nianbao/crawl/frozen"
)

func main() {
	dir := flag.String("sites", filepath.Join("fixtures", "sites"), "folder of the frozen sites")
	port := flag.Int("port", 18800, "the sites are at the ports after this one, which turns the night")
	night := flag.Int("night", 1, "1 or 2")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := demo(ctx, *dir, *port, *night); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func demo(ctx context.Context, dir string, port, night int) error {
	if night != 1 && night != 2 {
		return fmt.Errorf("night %d: there are two, 1 and 2", night)
	}
	control := fmt.Sprintf("127.0.0.1:%d", port)
	if turned(control, night) {
		fmt.Printf("the sites that are served are in night %d now\n", night)
		return nil
	}
	var served []*frozen.Site
	for i, name := range frozen.Demo {
		s, err := frozen.Moved(filepath.Join(dir, name+".txtar"), fmt.Sprintf("127.0.0.1:%d", port+1+i))
		if err != nil {
			return err
		}
		served = append(served, s)
	}
	web, err := frozen.Open(served)
	if err != nil {
		return err
	}
	defer web.Close()
	web.Night(night)
	srv := &http.Server{Addr: control, ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.FormValue("night"))
		if r.Method != http.MethodPost || err != nil || n < 1 || n > 2 {
			http.Error(w, "POST night=1 or night=2", http.StatusBadRequest)
			return
		}
		web.Night(n)
		fmt.Printf("night %d\n", n)
	})}
	failed := make(chan error, 1)
	go func() { failed <- srv.ListenAndServe() }()
	defer srv.Close()
	fmt.Println("Three sites that nobody runs are served here, until Ctrl-C:")
	for _, s := range served {
		fmt.Printf("  %s  %s\n", s.Home, s.Name)
	}
	fmt.Println("docs/crawling.md shows how they are crawled.")
	select {
	case <-ctx.Done():
		return nil
	case err := <-failed:
		return err
	}
}

// turned asks the sites that are served already, if any are, for another night.
func turned(control string, night int) bool {
	client := &http.Client{Timeout: time.Second, Transport: &http.Transport{}}
	resp, err := client.PostForm("http://"+control+"/", map[string][]string{"night": {strconv.Itoa(night)}})
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}
