// Collections, threads, thread-local storage, panics that are caught, files, formatting of numbers.
use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::io::{Read, Write};
use std::sync::{mpsc, Arc, Mutex};

thread_local!(static COUNT: Cell<u32> = Cell::new(7));

trait Shape {
    fn area(&self) -> f64;
}
struct Square(f64);
struct Circle(f64);
impl Shape for Square {
    fn area(&self) -> f64 {
        self.0 * self.0
    }
}
impl Shape for Circle {
    fn area(&self) -> f64 {
        std::f64::consts::PI * self.0 * self.0
    }
}
struct Loud(&'static str);
impl Drop for Loud {
    fn drop(&mut self) {
        println!("dropped {}", self.0);
    }
}

fn main() {
    let mut words: HashMap<String, usize> = HashMap::new();
    for w in "a b a c b a".split(' ') {
        *words.entry(w.to_string()).or_default() += 1;
    }
    println!("{:?}", words.iter().collect::<BTreeMap<_, _>>());
    let shapes: Vec<Box<dyn Shape>> = vec![Box::new(Square(2.0)), Box::new(Circle(1.5))];
    println!("{:.4}", shapes.iter().map(|s| s.area()).sum::<f64>());
    let total = Arc::new(Mutex::new(0u64));
    let (send, receive) = mpsc::channel();
    let threads: Vec<_> = (0..4u64)
        .map(|i| {
            let (total, send) = (Arc::clone(&total), send.clone());
            std::thread::spawn(move || {
                COUNT.with(|c| c.set(c.get() + i as u32));
                for n in 0..1000 {
                    *total.lock().unwrap() += n * i;
                }
                send.send(COUNT.with(|c| c.get())).unwrap();
            })
        })
        .collect();
    for t in threads {
        t.join().unwrap();
    }
    drop(send);
    let mut seen: Vec<u32> = receive.iter().collect();
    seen.sort();
    println!("{} {:?} {}", total.lock().unwrap(), seen, COUNT.with(|c| c.get()));
    std::panic::set_hook(Box::new(|p| println!("panic at line {}", p.location().unwrap().line())));
    let caught = std::panic::catch_unwind(|| {
        let _loud = Loud("while it unwinds");
        let v: Vec<i32> = Vec::new();
        v[std::env::args().count()]
    });
    println!("{}", caught.is_err());
    std::fs::File::create("rust.tmp").unwrap().write_all(b"text of a file").unwrap();
    let mut text = String::new();
    std::fs::File::open("rust.tmp").unwrap().read_to_string(&mut text).unwrap();
    std::fs::remove_file("rust.tmp").unwrap();
    println!("{} {:?} {}", text.len(), std::fs::File::open("rust.tmp").is_err(), i128::MAX);
    std::process::exit(29);
}
