# Keeps one file in storage: notes what others have put there (alloc/found), puts a file of its own (alloc/written),
# both as hashes, and holds the storage until it is stopped. Variables choose the storage:
#   a host or CSI volume            volume_type and source
#   a folder of the node            docker_volume
#   the allocation's own disk       none of these
variable "job_id" {
  type = string
}

variable "image" {
  type = string
}

# "host" or "csi".
variable "volume_type" {
  type    = string
  default = ""
}

# A host volume of the client's configuration, a dynamic one, or a CSI volume; with per_alloc <source>[0], <source>[1]
# and so on.
variable "source" {
  type    = string
  default = ""
}

variable "per_alloc" {
  type    = bool
  default = false
}

# A host volume of the client's configuration takes no modes.
variable "access_mode" {
  type    = string
  default = ""
}

variable "attachment_mode" {
  type    = string
  default = ""
}

# A folder of the node for `volumes` of the docker driver; the engine makes it.
variable "docker_volume" {
  type    = string
  default = ""
}

# Folder within the volume.
variable "folder" {
  type    = string
  default = "files"
}

# Of the allocation's own disk.
variable "sticky" {
  type    = bool
  default = false
}

variable "migrate" {
  type    = bool
  default = false
}

# MB.
variable "size" {
  type    = number
  default = 50
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

job "keep-file" {
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

    # Nomad refuses counts outside of these from whoever scales the group.
    scaling {
      enabled = true
      min     = 1
      max     = 3
    }

    ephemeral_disk {
      sticky  = var.sticky
      migrate = var.migrate
      size    = var.size
    }

    dynamic "volume" {
      for_each = var.volume_type == "" ? [] : ["data"]
      labels   = [volume.value]

      content {
        type            = var.volume_type
        source          = var.source
        per_alloc       = var.per_alloc
        access_mode     = var.access_mode
        attachment_mode = var.attachment_mode
      }
    }

    task "keep" {
      lifecycle {
        hook    = "prestart"
        sidecar = false
      }

      driver = "docker"

      dynamic "volume_mount" {
        for_each = var.volume_type == "" ? [] : ["data"]

        content {
          volume      = volume_mount.value
          destination = "/data"
        }
      }

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
        volumes = var.docker_volume == "" ? [] : ["${var.docker_volume}:/data"]
      }

      env {
        FOLDER = var.volume_type == "" && var.docker_volume == "" ? "${NOMAD_ALLOC_DIR}/data" : "/data/${var.folder}"
      }

      # Nomad reserves disk space for a task's logs: 10 files of 10 MB each by default.
      logs {
        max_files     = 1
        max_file_size = 1
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

      # Nomad reserves disk space for a task's logs: 10 files of 10 MB each by default.
      logs {
        max_files     = 1
        max_file_size = 1
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
