fn main() {
    let a = tempo_designer::assess(&tempo_designer::design::Design::default());
    for id in a.estimate.sheet.ids() {
        let f = a.estimate.figure(id).unwrap();
        println!("{id:40} {:>18} {:>26}  {}", f.show(), f.show_range(), f.formula());
    }
    println!("{:#?} {:?} {} {}", a.estimate.binding, a.estimate.unpriced, a.estimate.price_date, a.estimate.sheet.len());
}
