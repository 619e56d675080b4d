# what does not exist is not found, wherever it claims to lead
network sample
time passes 2m
reader gets '/b/B99' and is answered 404
reader gets '/s/unknown' and is answered 404
reader gets '/s/?url=https%3A%2F%2Fevil.example' and is answered 404
reader gets '/o/unknown' and is answered 404
reader gets '/nothing' and is answered 404
reader gets '/b/B1' and is answered 404
reader gets '/healthz' and is answered 200
reader gets '/about' and is answered 200
