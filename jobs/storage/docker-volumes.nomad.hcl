# Keeps one file in a folder of the node by a `volumes` bind of the docker driver: notes what others have put there
# (alloc/found), puts a file of its own (alloc/written), both as hashes, and then stays until it is stopped.
variable "job_id" {
  type = string
}

variable "image" {
  type = string
}

# Folder of the node; the engine makes it.
variable "path" {
  type = string
}

# A regular expression over node names: which nodes the allocation may run on.
variable "node" {
  type    = string
  default = ".*"
}

# Another value makes another version of the job.
variable "revision" {
  type    = string
  default = "1"
}

job "docker-volumes" {
  id   = var.job_id
  name = var.job_id
  type = "service"

  group "keep" {
    constraint {
      attribute = "${node.unique.name}"
      operator  = "regexp"
      value     = var.node
    }

    # Healthy once it runs: a drain moves nothing before.
    update {
      min_healthy_time = "0s"
    }

    migrate {
      min_healthy_time = "0s"
    }

    # One attempt: what the first allocation did is what the test judges.
    restart {
      attempts = 0
      mode     = "fail"
    }

    reschedule {
      attempts  = 0
      unlimited = false
    }

    task "keep" {
      lifecycle {
        hook    = "prestart"
        sidecar = false
      }

      driver = "docker"

      config {
        image   = var.image
        command = "sh"
        args = ["-c", <<-SCRIPT
          set -eu
          mkdir -p "$FOLDER"
          cd "$FOLDER"
          for file in hello-*; do [ ! -e "$file" ] || sha256sum "$file"; done > "$NOMAD_ALLOC_DIR/found"
          own="hello-$NOMAD_ALLOC_ID"
          [ -e "$own" ] || dd if=/dev/urandom of="$own" bs=64k count=1 conv=fsync
          sha256sum "$own" > "$NOMAD_ALLOC_DIR/written"
        SCRIPT
        ]
        volumes = ["${var.path}:/data"]
      }

      env {
        FOLDER = "/data"
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }

    task "hold" {
      driver = "raw_exec"

      config {
        command = "sleep"
        args    = ["infinity"]
      }

      env {
        REVISION = var.revision
      }

      kill_signal = "SIGKILL"

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
